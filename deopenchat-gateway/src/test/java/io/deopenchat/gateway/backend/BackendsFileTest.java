package io.deopenchat.gateway.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackendsFileTest {
    @TempDir
    private Path directory = Path.of("");

    private Path path = Path.of("");

    @BeforeEach
    void put() {
        path = directory.resolve("backends.json");
    }

    private BackendPlan read(String text) {
        try {
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return new BackendsFile(path, Map.of("KEY", " sk-environment\n", "BLANK", " ")).read();
    }

    @Test
    void refusesAPriceThatTheContractCannotHold() {
        assertThatThrownBy(() -> read("""
                {"backends": [{"api": "http://127.0.0.1:8000"}],
                 "prices": {"models": {"large": [{"ktokensCost": "79228162514264337593543950335"}]}}}
                """))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the prices of model large")
                .hasMessageContaining("outside 0 to 2^96 - 1");
    }

    @Test
    void readsEverything() throws IOException {
        Files.writeString(directory.resolve("key"), "sk-file\n");

        BackendPlan plan = read("""
                {
                  // the large machine
                  "backends": [
                    {"name": "large", "api": "http://127.0.0.1:8000/v1", "apiKeyFile": "key", "capacity": 32, "weight": 4,
                     "models": {"meta-llama/Llama-3.1-8B-Instruct": "llama3.1:8b"},
                     "tokenizer": "vllm", "connectSeconds": 1, "firstByteSeconds": 2, "silenceSeconds": 3, "totalSeconds": 4},
                    {"api": "https://gpu.example", "apiKeyEnv": "KEY"}
                  ],
                  "queue": 5, "queueSeconds": 6
                }
                """);

        assertThat(plan.maxQueue()).isEqualTo(5);
        assertThat(plan.maxWait()).isEqualTo(Duration.ofSeconds(6));
        BackendProfile large = plan.backends().getFirst();
        assertThat(large.name()).isEqualTo("large");
        assertThat(large.capacity()).isEqualTo(32);
        assertThat(large.weight()).isEqualTo(4);
        assertThat(large.tokenizer()).isEqualTo(Tokenizer.VLLM);
        assertThat(large.connection().apiKey()).isEqualTo("sk-file");
        assertThat(large.connection().total()).isEqualTo(Duration.ofSeconds(4));
        assertThat(large.serves("meta-llama/Llama-3.1-8B-Instruct")).isTrue();
        assertThat(large.serves("another")).isFalse();
        assertThat(large.nameOf("meta-llama/Llama-3.1-8B-Instruct")).isEqualTo("llama3.1:8b");
        BackendProfile other = plan.backends().getLast();
        assertThat(other.name()).isEqualTo("https://gpu.example");
        assertThat(other.tokenizer()).isNull();
        assertThat(other.serves("whatever is listed")).isTrue();
        assertThat(other.nameOf("whatever is listed")).isEqualTo("whatever is listed");
        assertThat(other.connection().apiKey()).isEqualTo("sk-environment");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{                                                             | line 1",
                "{}                                                            | \"backends\" is missing",
                "{\"backends\":[]}                                             | 1 to 64 backends are needed, got 0",
                "{\"backends\":[{\"name\":\"a\"}]}                             | a backend has no \"api\"",
                "{\"backends\":[{\"api\":\"ftp://x\"}]}                        | http or https",
                "{\"backends\":[{\"api\":\"http://x\",\"wieght\":2}]}          | wieght",
                "{\"backends\":[{\"api\":\"http://x\",\"weight\":0}]}          | weight of backend http://x must be 1 to 1000",
                "{\"backends\":[{\"api\":\"http://x\",\"capacity\":9999}]}     | capacity of backend http://x must be 1 to 1024",
                "{\"backends\":[{\"api\":\"http://x\"},{\"api\":\"http://x\"}]} | two backends are called http://x",
                "{\"backends\":[{\"api\":\"http://x\",\"totalSeconds\":0}]}    | at least 1 second",
                "{\"backends\":[{\"api\":\"http://x\",\"apiKeyEnv\":\"NO\"}]}  | variable NO is not set",
                "{\"backends\":[{\"api\":\"http://x\",\"apiKeyEnv\":\"BLANK\"}]}  | variable BLANK is not set",
                "{\"backends\":[{\"api\":\"http://x\",\"apiKeyFile\":\"no\"}]} | the key cannot be read from",
                "{\"backends\":[{\"api\":\"http://x\",\"tokenizer\":\"bpe\"}]} | must be vllm or llama.cpp, got bpe",
                "{\"backends\":[null]}                                         | a backend is null",
                "{\"backends\":[{\"api\":\"http://x\",\"models\":{\"m\":null}}]} | the name of model m is null",
                "{\"backends\":[{\"api\":\"http://x:99999\"}]}                   | no port between 1 and 65535",
                "{\"backends\":[{\"api\":\"http://u:p@x\"}]}                     | must hold no password",
                "{\"backends\":[{\"api\":\"http://x\",\"totalSeconds\":901}]} | at most 15 minutes",
                "{\"backends\":[{\"api\":\"http://x\"}],\"queue\":-1}          | the queue must be 0 to 10000 long, got -1",
            })
    void saysWhatIsWrong(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("backends.json")
                .hasMessageContaining(message);
    }

    @Test
    void saysThatThereIsNoFile() {
        assertThatThrownBy(() -> new BackendsFile(path, Map.of()).read())
                .hasMessageContaining("backends.json")
                .hasMessageContaining("cannot be read");
    }

    @Test
    void readsASchedule() {
        BackendPlan plan = read("""
                {"backends": [{"api": "http://127.0.0.1:8000"}],
                 "prices": {"zone": "Europe/Berlin", "minutesBetween": 60, "changesPerDay": 4, "models": {"m": [
                   {"hours": "22:00-06:00", "ktokensCost": "500gwei", "requestCost": "7"},
                   {"loadAbovePercent": 80, "ktokensCost": "2", "ktokensCostOutput": "3"},
                   {"ktokensCost": "1"}]}}}
                """);

        assertThat(plan.prices()).isNotNull().satisfies(prices -> {
            assertThat(prices.zone().getId()).isEqualTo("Europe/Berlin");
            assertThat(prices.between()).isEqualTo(Duration.ofHours(1));
            assertThat(prices.changesPerDay()).isEqualTo(4);
            assertThat(prices.models()).containsOnlyKeys("m");
            assertThat(prices.models().values())
                    .first(InstanceOfAssertFactories.LIST)
                    .hasSize(3);
            assertThat(prices.models().values().iterator().next().getFirst().prices())
                    .hasToString("request 7, input 500000000000000/1M, output 500000000000000/1M");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|\"prices\" has no \"models\"",
                "{\"models\":{\"m\":[]}}|model m has no prices",
                "{\"models\":{\"m\":[{}]}}|an entry has no \"ktokensCost\"",
                "{\"models\":{\"m\":[{\"ktokensCost\":\"x\"}]}}|the prices of model m",
                "{\"models\":{\"m\":[{\"ktokensCost\":\"1\",\"loadAbovePercent\":100}]}}|0 to 99, got 100",
                "{\"zone\":\"Mars\",\"models\":{\"m\":[{\"ktokensCost\":\"1\"}]}}|zone 'Mars' is not known",
                "{\"models\":{\"m\":[{\"ktokensCost\":\"1\",\"capacity\":1}]}}|capacity"
            })
    void refusesAScheduleThatCannotBe(String prices, String reason) {
        assertThatThrownBy(() -> read("{\"backends\":[{\"api\":\"http://b\"}],\"prices\":" + prices + "}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}
