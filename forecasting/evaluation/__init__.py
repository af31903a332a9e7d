"""How good the forecasts are: backtests, benchmarks, public series, simulated ones."""
