"""What is shown of people: written down before it leaves, counted, and watched."""
