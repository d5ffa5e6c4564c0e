"""Pages of bodies that decide: their members', and their secretary's."""
