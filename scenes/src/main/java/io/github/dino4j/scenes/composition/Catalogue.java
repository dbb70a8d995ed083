package io.github.dino4j.scenes.composition;

import io.github.dino4j.scenes.random.RandomChoices;
import io.github.dino4j.scenes.scene.SceneClass;

/** From a class to one of its many forms. */
final class Catalogue {
  private Catalogue() {}

  static Assembly build(SceneClass sceneClass, RandomChoices draw) {
    return switch (sceneClass) {
      case BALL -> Solids.ball(draw);
      case CUBE -> Solids.cube(draw);
      case CYLINDER -> Solids.cylinder(draw);
      case CONE -> Solids.cone(draw);
      case RING -> Solids.ring(draw);
      case CAPSULE -> Solids.capsule(draw);
      case MUG -> Household.mug(draw);
      case BOTTLE -> Household.bottle(draw);
      case VASE -> Household.vase(draw);
      case TABLE -> Furniture.table(draw);
      case CHAIR -> Furniture.chair(draw);
      case LAMP -> Furniture.lamp(draw);
      case TREE -> Outdoors.tree(draw);
      case CACTUS -> Outdoors.cactus(draw);
      case MUSHROOM -> Outdoors.mushroom(draw);
      case SNOWMAN -> Outdoors.snowman(draw);
      case HOUSE -> Buildings.house(draw);
      case CASTLE -> Buildings.castle(draw);
      case CAR -> Vehicles.car(draw);
      case ROCKET -> Vehicles.rocket(draw);
      case BOAT -> Vehicles.boat(draw);
    };
  }
}
