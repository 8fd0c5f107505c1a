"""The vocabulary of tags of each district."""
