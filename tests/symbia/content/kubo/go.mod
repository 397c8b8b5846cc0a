// Pins the Kubo that the content tests run against: `go install github.com/ipfs/kubo/cmd/ipfs` in this folder.
// A module of its own because Kubo 0.39.0 alone picks a pebble that does not compile with Go 1.26,
// and because go.sum then fixes every byte that is built.
module kubo

go 1.25

require (
	github.com/cockroachdb/pebble/v2 v2.1.7 // the first that compiles with Go 1.26
	github.com/ipfs/kubo v0.39.0
)
