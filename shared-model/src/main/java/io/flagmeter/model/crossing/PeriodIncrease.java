package io.flagmeter.model.crossing;

import io.flagmeter.model.billing.BillingPeriod;

/** By how much a tenant's total of a period grew, all features together. */
public record PeriodIncrease(String tenant, BillingPeriod period, long tokens) {}
