"""The `symbia` command: its subcommands, in the order in which the help names them."""

import os

import typer

import symbia.words  # noqa: F401 - errors end in words here
from cli.commands import calling, running, sending, voting
from cli.words import language_of
from symbia.process.proxies import direct_to_this_machine
from symbia.words import speaking

app = typer.Typer(
    help="The backend of a brand that is governed together with its members.",
    epilog="Settings are environment variables, see docs/settings.md.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
ballots = typer.Typer(
    help="Signed ballots of test wallets, for local chains.", no_args_is_help=True, rich_markup_mode="rich"
)
app.add_typer(ballots, name="ballots")
app.add_typer(calling.calls, name="call")
for command in (
    running.up,
    running.index,
    running.serve,
    running.status,
    running.audit,
    voting.tally,
    voting.vote,
    voting.account,
    sending.keystore,
    sending.deploy,
    sending.seed,
    sending.define_tier,
    sending.airdrop,
    sending.keep,
    sending.relay,
    sending.roles,
):
    app.command()(command)
ballots.command("members")(voting.ballots_members)
ballots.command("generate")(voting.ballots_generate)


def main() -> None:
    """Entry point of the console command."""
    os.environ.update(direct_to_this_machine(os.environ))
    with speaking(language_of(os.environ)):
        app()
