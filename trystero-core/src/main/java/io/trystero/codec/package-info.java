@NullMarked
package io.trystero.codec;

import org.jspecify.annotations.NullMarked;
