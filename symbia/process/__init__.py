"""What every process of the house does alike: its logs, how it ends, its children, its proxies."""
