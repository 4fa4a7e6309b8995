package io.deopenchat.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/**
 * Members of a call that make a backend work for something that the tokens of the call do not measure: output that is not
 * shown, tools that run at the provider, other models than the one that is priced, prompts that grow behind the gateway.
 */
final class UnpricedWork {
    private static final String HIDDEN = "hides output that is generated all the same, and is not supported";
    private static final String ELSEWHERE = "is not supported: the price of this model does not pay for it";
    private static final String TEMPLATE = "is not supported: it could make a long prompt of a short one";
    private static final String HOSTED =
            "is not supported: only tools that the application runs itself; tools of this type run at the provider";

    /** Run by the application: it gets the call and sends back what came of it. */
    private static final Set<String> OWN_TOOLS =
            Set.of("function", "custom", "local_shell", "apply_patch", "computer_use_preview", "computer");

    /** Of the Messages API, where a date follows. */
    private static final List<String> OWN_TOOL_FAMILIES = List.of("bash_", "text_editor_", "computer_", "memory_");

    private static final Set<String> DEARER_TIERS = Set.of("priority", "performance");

    private UnpricedWork() {}

    static void refuseIn(Parameters parameters) {
        parameters.refuse(Set.of("web_search_options", "mcp_servers", "plugins", "models", "fallbacks"), ELSEWHERE);
        parameters.refuse(Set.of("chat_template"), TEMPLATE);
        parameters.refuseWhere("include_reasoning", value -> value.isBoolean() && !value.booleanValue(), HIDDEN);
        parameters.refuseWhere("reasoning_format", value -> value.asText().equals("hidden"), HIDDEN);
        parameters.refuseWhere("reasoning", value -> value.path("exclude").asBoolean(), HIDDEN);
        parameters.refuseWhere(
                "thinking", value -> value.path("display").asText().equals("omitted"), HIDDEN);
        parameters.refuseWhere("chat_template_kwargs", value -> value.has("chat_template"), TEMPLATE);
        parameters.refuseWhere("service_tier", value -> DEARER_TIERS.contains(value.asText()), ELSEWHERE);
        parameters.refuseWhere("tools", UnpricedWork::hasHosted, HOSTED);
    }

    private static boolean hasHosted(JsonNode tools) {
        return tools.valueStream()
                .anyMatch(tool -> tool.has("type") && !isOwn(tool.path("type").asText()));
    }

    private static boolean isOwn(String type) {
        return OWN_TOOLS.contains(type) || OWN_TOOL_FAMILIES.stream().anyMatch(type::startsWith);
    }
}
