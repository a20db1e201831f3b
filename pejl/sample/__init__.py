"""A fictional municipality's deliveries, at any size: for trying, testing and showing the product.

Nobody in it exists. The numbers are the product's own; the municipalities' names are those the
mapping profiles know, so a sample loads with the same profiles as any delivery of that shape.
"""

from pejl.sample.deliver import DeliverySummary, SampleSummary, delivery_days, write_sample

__all__ = ["DeliverySummary", "SampleSummary", "delivery_days", "write_sample"]
