"""The pages, a folder a domain: its routes, what they show, its words, its templates."""
