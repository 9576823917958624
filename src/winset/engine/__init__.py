"""Running many draws: in slices that fit the memory, with progress where it takes long, keeping what is done when interrupted."""
