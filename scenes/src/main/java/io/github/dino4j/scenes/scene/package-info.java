/** A scene, described and not yet drawn: objects, lights, camera. */
@NullMarked
package io.github.dino4j.scenes.scene;

import org.jspecify.annotations.NullMarked;
