"""From website sessions to dynamic numbers: offered load, pools, joint paths with usage."""
