# Seconds of dbmss for the patterns of space_peers.py; run with: Rscript space_dbmss.R
# Prints n, measure and seconds per 1,000 simulations (measured on few and scaled).
suppressPackageStartupMessages(library(dbmss))
set.seed(1)
radii <- seq(0, 30, by = 0.5)
for (n in c(500, 2000, 10000)) {
  eighth <- n %/% 8
  x <- c(pmin(pmax(rnorm(eighth, 50, 8), 0), 100), runif(n - eighth, 0, 100))
  y <- c(pmin(pmax(rnorm(eighth, 50, 8), 0), 100), runif(n - eighth, 0, 100))
  kind <- ifelse(seq_len(n) <= n %/% 4, "reference", "other")
  pattern <- wmppp(data.frame(X = x, Y = y, PointType = kind), window = owin(c(0, 100), c(0, 100)))
  simulations <- if (n > 2000) 10 else 100
  for (measure in c("Kd", "M")) {
    envelope <- if (measure == "Kd") KdEnvelope else MEnvelope
    taken <- system.time(
      envelope(pattern, r = radii, NumberOfSimulations = simulations, ReferenceType = "reference", Global = TRUE)
    )[["elapsed"]]
    cat(n, measure, taken * 1000 / simulations, "\n")
  }
}
