# Seconds of REAT for the cases of tables_peers.py; run with: Rscript tables_reat.R
# Prints the case and the seconds. Needs CRAN's REAT 3.0.3.
suppressPackageStartupMessages(library(REAT))
set.seed(1)
zipf <- function(n, k) sample.int(k, n, replace = TRUE, prob = 1 / seq_len(k))
n <- 100000
region <- zipf(n, 200)
industry <- zipf(n, 500)
employment <- sample.int(500, n, replace = TRUE)
regions <- tapply(employment, region, sum)
taken <- system.time(ellison.a2(employment, industry, region, as.numeric(regions)[region]))[["elapsed"]]
cat("A5 ellison.a2, 100,000 plants, 200 x 500:", taken, "s\n")
table <- matrix(sample.int(1000, 170, replace = TRUE), 17, 10)
long <- data.frame(e = as.vector(table), i = rep(1:10, each = 17), r = rep(1:17, 10))
taken <- system.time(for (at in 1:5) locq2(long$e, long$i, long$r))[["elapsed"]] / 5
cat("A4 locq2, 17 x 10:", taken, "s\n")
