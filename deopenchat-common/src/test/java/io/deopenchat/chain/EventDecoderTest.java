package io.deopenchat.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deopenchat.chain.wrapper.Deopenchat;
import io.deopenchat.signing.Hash;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.web3j.abi.EventEncoder;
import org.web3j.protocol.core.methods.response.Log;

class EventDecoderTest {
    private final Log log = new Log();

    EventDecoderTest() {
        log.setBlockNumber("0x7");
        log.setLogIndex("0x0");
        log.setTransactionHash(Hash.keccak256("transaction").toString());
        log.setData("0x");
    }

    @Test
    void aLogThatTheContractCannotHaveWrittenIsTheFailureOfItsNode() {
        log.setTopics(List.of(EventEncoder.encode(Deopenchat.HEARTBEAT_EVENT)));

        assertThatThrownBy(() -> EventDecoder.decode(log)).isInstanceOf(ChainUnavailable.class);
    }

    @Test
    void aLogWithoutATopicOfOursIsPassedBy() {
        log.setTopics(List.of());

        assertThat(EventDecoder.decode(log)).isEmpty();
    }
}
