"""A case in other people's hands: what a profile may see, and the files it is given in."""
