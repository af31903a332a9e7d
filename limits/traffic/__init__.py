"""Website traffic and the dynamic numbers it needs: what is known, and the calculator."""
