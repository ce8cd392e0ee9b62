"""How numbers leave the store: series and profiles as JSON, CSV and Parquet."""
