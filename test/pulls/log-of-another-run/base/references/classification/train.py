import argparse


def get_args_parser(add_help=True):
    parser = argparse.ArgumentParser(description="Train an image classifier", add_help=add_help)

    parser.add_argument("--data-path", default="/data/imagenet", type=str, help="where the images are")
    parser.add_argument("--model", default="kestrel_s", type=str, help="name of the builder")
    parser.add_argument("--device", default="cuda", type=str, help="device to train on")
    parser.add_argument("-b", "--batch-size", default=32, type=int, help="images per GPU")
    parser.add_argument("--epochs", default=90, type=int, metavar="N", help="epochs in all")
    parser.add_argument("-j", "--workers", default=16, type=int, metavar="N", help="processes that load images")
    parser.add_argument("--opt", default="sgd", type=str, help="optimizer")
    parser.add_argument("--lr", default=0.1, type=float, help="first learning rate")
    parser.add_argument("--momentum", default=0.9, type=float, metavar="M", help="momentum")
    parser.add_argument("--wd", "--weight-decay", default=1e-4, type=float, metavar="W", dest="weight_decay")
    parser.add_argument("--label-smoothing", default=0.0, type=float, help="label smoothing")
    parser.add_argument("--mixup-alpha", default=0.0, type=float, help="alpha of mixup")
    parser.add_argument("--lr-scheduler", default="steplr", type=str, help="how the learning rate goes")
    parser.add_argument("--lr-warmup-epochs", default=0, type=int, help="epochs of warm-up")
    parser.add_argument("--lr-warmup-method", default="constant", choices=["constant", "linear"])
    parser.add_argument("--output-dir", default=".", type=str, help="where checkpoints go")
    parser.add_argument("--resume", default="", type=str, help="checkpoint to go on from")
    parser.add_argument("--test-only", action="store_true", help="evaluate and stop")
    parser.add_argument("--model-ema", action="store_true", help="keep an average of the weights")
    parser.add_argument("--weights", default=None, type=str, help="weights to load")
    return parser


def main(args):
    raise SystemExit("training is left out here")


if __name__ == "__main__":
    main(get_args_parser().parse_args())
