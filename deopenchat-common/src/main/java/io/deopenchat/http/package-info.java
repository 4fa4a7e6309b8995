/** What both daemons need of HTTP beside the server itself: events, answers, and the one hop off the event loop. */
@NullMarked
package io.deopenchat.http;

import org.jspecify.annotations.NullMarked;
