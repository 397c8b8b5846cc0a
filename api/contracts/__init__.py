"""The brand's contracts, for who calls them and for who doubts them."""
