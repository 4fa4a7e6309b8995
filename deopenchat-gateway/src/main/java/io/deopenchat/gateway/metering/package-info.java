/** How many tokens a round used: as the backend says, within what its bytes allow, else counted here. */
@NullMarked
package io.deopenchat.gateway.metering;

import org.jspecify.annotations.NullMarked;
