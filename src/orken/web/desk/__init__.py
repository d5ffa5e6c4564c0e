"""The desk of the operator's officers: the queue with its views and filters, batches, workload."""
