package io.flagmeter.systemtest.coolify;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The variables of an application as Coolify keeps them: a list for production and one for
 * previews. What it finds in a compose file goes to both, once; what the operator has set stays.
 */
final class Variables {

    private final Map<String, String> production = new LinkedHashMap<>();
    private final Map<String, String> preview = new LinkedHashMap<>();

    Variables(Map<String, String> production, Map<String, String> preview) {
        this.production.putAll(production);
        this.preview.putAll(preview);
    }

    /** The value is production's, also while a preview is rendered: so does Coolify. */
    String firstOrCreate(String name, String value) {
        preview.putIfAbsent(name, value);
        production.putIfAbsent(name, value);
        return production.get(name);
    }

    Map<String, String> of(int pullRequest) {
        return Collections.unmodifiableMap(pullRequest == 0 ? production : preview);
    }
}
