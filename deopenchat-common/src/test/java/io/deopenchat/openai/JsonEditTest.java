package io.deopenchat.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deopenchat.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonEditTest {
    private static final long SEED = 20_261_125;
    private static final int OBJECTS = 5_000;
    private static final String MEMBER = "max_tokens";
    private static final List<String> SPELLINGS_OF_MEMBER =
            List.of("max_tokens", "max\\u005ftokens", "\\u006Dax_token\\u0073", "\\u006d\\u0061\\u0078_tokens");
    private static final List<String> OTHER_NAMES = List.of(
            "model",
            "max_tokens_",
            "Max_tokens",
            "\\\"max_tokens\\\"",
            "max_tokens\\\\",
            "Gr\u00fc\u00dfe \ud83d\ude42",
            " ",
            "n",
            "messages",
            "\\u0000",
            "a\\/b");
    private static final List<String> VALUES = List.of(
            "1e400",
            "0.10",
            "-0",
            "-0.0",
            "1E+2",
            "123456789012345678901234567890.123456789",
            "0",
            "7",
            "true",
            "false",
            "null",
            "\"\"",
            "\"max_tokens\"",
            "\"\\\"max_tokens\\\":7,\"",
            "\"Gr\u00fc\u00dfe \ud83d\ude42 \\ud83d\\ude42 \\u0000 \\\\\"",
            "\"}\"",
            "[]",
            "{}",
            "[1,[2,[3,{\"max_tokens\":4}]]]",
            "{ \"max_tokens\" : { \"max_tokens\" : [ ] } }");

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String set(String object, String value) {
        return new String(JsonEdit.set(bytes(object), MEMBER, value), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|{\"max_tokens\":9}",
                "{ }|{\"max_tokens\":9 }",
                "` \n{\"a\":1}\n`|` \n{\"max_tokens\":9,\"a\":1}\n`",
                "{\"max_tokens\":1}|{\"max_tokens\":9}",
                "{\"max_tokens\":null,\"a\":1}|{\"max_tokens\":9,\"a\":1}",
                "{\"a\":1,\"max_tokens\" :\t{\"b\":[1,2]} }|{\"a\":1,\"max_tokens\" :\t9 }",
                "{\"a\":{\"max_tokens\":1}}|{\"max_tokens\":9,\"a\":{\"max_tokens\":1}}",
                "{\"max\\u005ftokens\":100}|{\"max\\u005ftokens\":9}",
                "{\"max_tokens\":1e400,\"b\":0.10}|{\"max_tokens\":9,\"b\":0.10}",
                "{\"max_tokens\":1,\"b\":1e400}|{\"max_tokens\":9,\"b\":1e400}",
                "{\"max_tokens\":\"\u00e4\ud83d\ude42\",\"b\":\"\u00e4\"}|{\"max_tokens\":9,\"b\":\"\u00e4\"}",
                "{\"\u00e4\":\"\ud83d\ude42\",\"max_tokens\":true}|{\"\u00e4\":\"\ud83d\ude42\",\"max_tokens\":9}",
            })
    void setsOneMemberAndLeavesTheRestAsItWasWritten(String object, String expected) {
        assertThat(set(object, "9")).isEqualTo(expected);
    }

    @Test
    void noByteOutsideOfTheEditChanges() {
        Random seeds = new Random(SEED);
        for (int i = 0; i < OBJECTS; i++) {
            long seed = seeds.nextLong();
            Random random = new Random(seed);
            StringBuilder object = new StringBuilder(space(random)).append('{');
            int afterBrace = bytes(object.toString()).length;
            int[] place = writeMembers(object, random);
            object.append(space(random)).append('}').append(space(random));
            byte[] before = bytes(object.toString());
            String value = VALUES.get(random.nextInt(VALUES.size()));

            byte[] after = JsonEdit.set(before, MEMBER, value);

            int start = place.length == 0 ? afterBrace : place[0];
            int end = place.length == 0 ? afterBrace : place[1];
            assertThat(after).as("seed %d: %s", seed, object).startsWith(Arrays.copyOf(before, start));
            assertThat(after).as("seed %d: %s", seed, object).endsWith(Arrays.copyOfRange(before, end, before.length));
            byte[] put = Arrays.copyOfRange(after, start, after.length - (before.length - end));
            assertThat(new String(put, StandardCharsets.UTF_8))
                    .as("seed %d: %s", seed, object)
                    .isIn(value, "\"max_tokens\":" + value, "\"max_tokens\":" + value + ",");
            assertThat(withMember(before, value))
                    .as("seed %d: %s", seed, object)
                    .isEqualTo(Json.parseObject(after));
        }
    }

    private static ObjectNode withMember(byte[] object, String value) {
        ObjectNode result = Json.parseObject(object);
        result.set(MEMBER, Json.parseObject(bytes("{\"v\":" + value + "}")).get("v"));
        return result;
    }

    /** @return start and end of the member's value in bytes; empty if it is not there */
    private static int[] writeMembers(StringBuilder object, Random random) {
        List<String> names = new ArrayList<>(OTHER_NAMES);
        Collections.shuffle(names, random);
        names = new ArrayList<>(names.subList(0, random.nextInt(6)));
        boolean present = random.nextBoolean();
        if (present) {
            names.add(random.nextInt(names.size() + 1), MEMBER);
        }
        int[] place = {};
        int at = present ? names.indexOf(MEMBER) : -1;
        for (int i = 0; i < names.size(); i++) {
            boolean theMember = i == at;
            String name =
                    theMember ? SPELLINGS_OF_MEMBER.get(random.nextInt(SPELLINGS_OF_MEMBER.size())) : names.get(i);
            object.append(i == 0 ? "" : ",")
                    .append(space(random))
                    .append('"')
                    .append(name)
                    .append('"');
            object.append(space(random)).append(':').append(space(random));
            int start = bytes(object.toString()).length;
            object.append(VALUES.get(random.nextInt(VALUES.size())));
            if (theMember) {
                place = new int[] {start, bytes(object.toString()).length};
            }
            object.append(space(random));
        }
        return place;
    }

    private static String space(Random random) {
        StringBuilder space = new StringBuilder();
        for (int i = random.nextInt(3) * random.nextInt(3); i > 0; i--) {
            space.append(" \t\r\n".charAt(random.nextInt(4)));
        }
        return space.toString();
    }

    @Test
    void aMediumOfTensOfMegabytesIsNoObstacle() {
        String medium = "x".repeat(60_000_000);
        byte[] before = bytes("{\"image\":\"" + medium + "\",\"max_tokens\":5}");

        byte[] after = JsonEdit.set(before, MEMBER, "123");

        assertThat(after).hasSize(before.length + 2).endsWith(bytes(",\"max_tokens\":123}"));
    }
}
