package io.deopenchat.chain;

import java.util.List;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.response.Log;

/** Answer to {@code eth_getLogs}. */
final class LogsResponse extends Response<List<Log>> {}
