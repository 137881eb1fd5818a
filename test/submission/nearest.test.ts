import { nearest } from "../../src/submission/nearest.ts";

describe("nearest", () => {
  test.each([
    ["--warmup-epochs", ["--epochs", "--lr-warmup-epochs", "--lr-warmup-decay"], "--lr-warmup-epochs"],
    ["mantainers", ["maintainers", "templates"], "maintainers"],
    ["tickte-linked", ["ticket-linked", "ticket-agreed"], "ticket-linked"],
    ["Require", ["required", "recommended"], "required"],
    ["resnet50", ["resnet18", "resnext50", "ResNet50"], "ResNet50"],
    ["ab", ["ba", "ac"], "ba"],
  ])("%s among %j is %s", (word, candidates, found) => {
    expect(nearest(word, candidates)).toBe(found);
  });

  test("nothing is near what differs by more than a third, and nothing is near nothing", () => {
    expect(nearest("loss", ["epochs", "lr", "model"])).toBeUndefined();
    expect(nearest("x", [])).toBeUndefined();
    expect(nearest("", ["model"])).toBeUndefined();
  });

  test("words without end are compared by their beginning", () => {
    expect(nearest("a".repeat(65_536), ["b", "a".repeat(80)])).toBe("a".repeat(80));
  });
});
