/** The chain: client, contract access, transactions, events and deployments. No type of web3j leaves this package. */
@NullMarked
package io.deopenchat.chain;

import org.jspecify.annotations.NullMarked;
