"""The fleet on a Spark cluster; needs Java and requirements-spark.txt."""
