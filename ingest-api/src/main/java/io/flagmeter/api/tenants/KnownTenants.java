package io.flagmeter.api.tenants;

/** Whether a tenant is there, for those who refer to one by its name. */
public final class KnownTenants {

    private KnownTenants() {}

    public static boolean has(String name) {
        return Tenant.count("name", name) > 0;
    }
}
