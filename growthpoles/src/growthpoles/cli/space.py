"""Commands on space: ``moran``, ``local-moran``, ``geary``, ``getis-ord``, ``kd``, ``m``, ``ripley``, ``foci``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from growthpoles.cli.options import add_output_options, add_table_options, share, table_from, whole

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from growthpoles.cli import Commands
    from growthpoles.points import Points
    from growthpoles.results import Result
    from growthpoles.space.region_profiles import Inference
    from growthpoles.space.weights import Weights
    from growthpoles.space.workers import Progress


def add_commands(commands: Commands) -> None:
    """Add the commands of this family."""
    _add_region_commands(commands)
    _add_firm_commands(commands)


def _add_region_commands(commands: Commands) -> None:
    parser = commands.add(
        "moran", run_moran, summary="Moran's I of each industry", explained_by="growthpoles.space.moran:moran"
    )
    _add_weights_options(parser, style="rows")
    parser = commands.add(
        "local-moran",
        run_local_moran,
        summary="local Moran's I of each region and industry",
        explained_by="growthpoles.space.moran:local_moran",
    )
    _add_weights_options(parser, style="rows")
    parser.add_argument("--scale", choices=("n-1", "n"), default="n-1", help="divisor: esda's or spdep's")
    parser = commands.add(
        "geary", run_geary, summary="Geary's C of each industry", explained_by="growthpoles.space.geary:geary"
    )
    _add_weights_options(parser, style="rows")
    parser = commands.add(
        "getis-ord",
        run_getis_ord,
        summary="hot and cold spots: local G of Getis and Ord of each region and industry",
        explained_by="growthpoles.space.getis_ord:local_getis_ord",
    )
    _add_weights_options(parser, style="binary")
    parser.add_argument("--without-self", action="store_true", help="G instead of G*: leave the region itself out")


def _add_firm_commands(commands: Commands) -> None:
    parser = commands.add(
        "kd",
        run_kd,
        summary="Duranton and Overman's Kd: density of distances between firms",
        explained_by="growthpoles.space.duranton_overman:kd",
    )
    _add_distance_options(parser)
    parser.add_argument("--bandwidth", default="observed", help="metres, 'observed' (default) or 'each'")
    parser = commands.add(
        "m",
        run_m,
        summary="Marcon and Puech's M: share of an industry near its own firms",
        explained_by="growthpoles.space.marcon_puech:m",
    )
    _add_distance_options(parser)
    parser = commands.add(
        "ripley",
        run_ripley,
        summary="Ripley's K or Besag's L: firms within a distance of a firm",
        explained_by="growthpoles.space.ripley:ripley",
    )
    _add_point_options(parser)
    _add_simulation_options(parser, simulations=199)
    _add_radii_options(parser)
    parser.add_argument("--function", choices=("K", "L"), default="K")
    parser.add_argument("--correction", choices=("translation", "isotropic", "border", "none"), default="translation")
    parser.add_argument("--null", choices=("random_position", "random_location"), default="random_position")
    parser.add_argument(
        "--window", nargs=4, type=float, metavar=("X0", "Y0", "X1", "Y1"), help="study area, metres (default: a box)"
    )
    parser = commands.add(
        "foci",
        run_foci,
        summary="micro-clusters of an industry: polygons, members, significance",
        explained_by="growthpoles.space.foci:foci",
    )
    _add_point_options(parser)
    _add_simulation_options(parser, simulations=999)
    parser.add_argument("--radius", type=float, required=True, metavar="M", help="how far neighbours may be, metres")
    parser.add_argument("--least", type=whole(1), default=5, help="fewest firms round a core firm (default: 5)")
    parser.add_argument("--q", type=share, default=0.05, help="accepted share of false core firms (default: 0.05)")
    parser.add_argument("--geojson", metavar="FILE", help="write the polygons to FILE")


def _add_weights_options(parser: argparse.ArgumentParser, *, style: str) -> None:
    add_table_options(parser)
    group = parser.add_argument_group("neighbours")
    group.add_argument(
        "--weights", required=True, metavar="FILE", help="boundaries (.geojson), .gal, or a table of neighbours"
    )
    group.add_argument("--weights-id", metavar="PROPERTY", help="property with the code (default: region, else the id)")
    group.add_argument("--rule", choices=("queen", "rook"), default="queen", help="contiguity of boundaries")
    group.add_argument("--k-nearest", type=whole(1), metavar="K", help="the K nearest centres instead of contiguity")
    group.add_argument("--within", type=float, metavar="M", help="centres within so many metres instead of contiguity")
    group.add_argument(
        "--style", choices=("rows", "binary", "given"), default=style, help=f"how neighbours count (default: {style})"
    )
    group = parser.add_argument_group("test")
    group.add_argument(
        "--variable",
        choices=("value", "location_quotient", "share"),
        default="value",
        help="compare values, their quotients or shares of the region (default: value)",
    )
    group.add_argument("--permutations", type=whole(0), default=999, metavar="N")
    group.add_argument("--alternative", choices=("two-sided", "directed", "greater", "less"), default="two-sided")
    group.add_argument("--seed", type=whole(0), default=0)


def _add_point_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("points", metavar="POINTS", help="one firm a row: CSV, TSV, XLSX, Parquet or Arrow; - is stdin")
    group = parser.add_argument_group("input")
    group.add_argument("--x", metavar="COLUMN", help="east or longitude (default: x, lon or longitude)")
    group.add_argument("--y", metavar="COLUMN", help="north or latitude (default: y, lat or latitude)")
    group.add_argument("--industry", default="industry", metavar="COLUMN")
    group.add_argument("--weight", metavar="COLUMN", help="such as persons employed (default: each firm counts once)")
    group.add_argument("--stratum", metavar="COLUMN", help="in the simulations firms move only within their stratum")
    group.add_argument("--name", metavar="COLUMN", help="identifier of the firm (default: its row)")
    group.add_argument("--where", metavar="SQL", help="keep rows that meet a condition")
    group.add_argument(
        "--coordinates",
        choices=("auto", "metres", "degrees"),
        default="auto",
        help="degrees are projected to local metres (default: degrees if the columns are named so)",
    )
    group.add_argument("--bounds", nargs=4, type=float, metavar=("X0", "Y0", "X1", "Y1"), help="refuse firms outside")
    group.add_argument("--drop-missing", action="store_true", help="leave firms without coordinates out")
    group.add_argument("--reference", nargs="+", metavar="CODE", help="the industry (several codes are one)")
    add_output_options(parser)


def _add_simulation_options(parser: argparse.ArgumentParser, *, simulations: int) -> None:
    group = parser.add_argument_group("simulation")
    group.add_argument("--simulations", type=whole(0), default=simulations, metavar="N", help=f"default: {simulations}")
    group.add_argument("--level", type=share, default=0.05, help="share of simulations outside of the bands")
    group.add_argument("--seed", type=whole(0), default=0)


def _add_radii_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("distances")
    group.add_argument("--radii", nargs="+", type=float, metavar="M", help="metres")
    group.add_argument("--max-radius", type=float, metavar="M", help="61 radii from 0 to M metres")


def _add_distance_options(parser: argparse.ArgumentParser) -> None:
    _add_point_options(parser)
    _add_simulation_options(parser, simulations=1000)
    _add_radii_options(parser)
    parser.add_argument("--neighbours", nargs="+", metavar="CODE", help="a second industry, near the first")
    parser.add_argument(
        "--null",
        choices=("random_location", "random_labelling", "population_independence"),
        default="random_location",
        help="firms move with their weight; only kinds move; or only the others move (with --neighbours)",
    )
    parser.add_argument("--least", type=whole(1), default=10, help="without --reference: fewest firms of an industry")


def _weights(args: argparse.Namespace) -> Weights:
    from growthpoles.space.weights_files import read_weights

    return read_weights(
        args.weights, id_property=args.weights_id, rule=args.rule, nearest=args.k_nearest, within=args.within
    )


def _inference(args: argparse.Namespace, progress: Progress | None) -> Inference:
    from growthpoles.space.region_profiles import Inference

    return Inference(args.permutations, args.alternative, args.seed, progress)


def _regional(args: argparse.Namespace, name: str, **options: Any) -> Result:
    from growthpoles.space import region_profiles
    from growthpoles.space.progress import progress_bar

    measure = getattr(region_profiles, name)
    # Autocorrelation compares values of either sign (growth, net exports); shares and sums over neighbours do not.
    signed = args.variable == "value" and name != "getis_ord_profile"
    table, weights = table_from(args, signed=signed), _weights(args)
    with progress_bar("permutations") as progress:
        inference = _inference(args, progress)
        return measure(table, weights, variable=args.variable, style=args.style, inference=inference, **options)


def run_moran(args: argparse.Namespace) -> Result:
    """``growthpoles moran``."""
    return _regional(args, "moran_profile")


def run_local_moran(args: argparse.Namespace) -> Result:
    """``growthpoles local-moran``."""
    return _regional(args, "local_moran_profile", scale=args.scale)


def run_geary(args: argparse.Namespace) -> Result:
    """``growthpoles geary``."""
    return _regional(args, "geary_profile")


def run_getis_ord(args: argparse.Namespace) -> Result:
    """``growthpoles getis-ord``."""
    return _regional(args, "getis_ord_profile", star=not args.without_self)


def _points(args: argparse.Namespace) -> Points:
    from growthpoles.points import read_points

    return read_points(
        args.points,
        x=args.x,
        y=args.y,
        industry=args.industry,
        weight=args.weight,
        stratum=args.stratum,
        name=args.name,
        where=args.where,
        coordinates=args.coordinates,
        bounds=args.bounds,
        drop_missing=args.drop_missing,
    )


def _radii(args: argparse.Namespace) -> NDArray[np.float64] | None:
    import numpy as np

    if args.radii is not None:
        return np.array(args.radii)
    return None if args.max_radius is None else np.linspace(0.0, args.max_radius, 61)


def _simulated(args: argparse.Namespace, name: str, **options: Any) -> Any:
    from growthpoles.space import firm_profiles
    from growthpoles.space.progress import progress_bar

    points = _points(args)
    with progress_bar("simulations") as progress:
        how = firm_profiles.Simulation(args.simulations, args.level, args.seed, progress)
        return getattr(firm_profiles, name)(points, reference=args.reference, how=how, **options)


def run_kd(args: argparse.Namespace) -> Result:
    """``growthpoles kd``."""
    rule = args.bandwidth if args.bandwidth in ("observed", "each") else _metres(args.bandwidth)
    return _simulated(
        args,
        "kd_profile",
        neighbours=args.neighbours,
        radii=_radii(args),
        null=args.null,
        least=args.least,
        bandwidth=rule,
    )


def _metres(text: str) -> float:
    from growthpoles.errors import InputError

    try:
        return float(text)
    except ValueError:
        raise InputError("metres, 'observed' or 'each' as the bandwidth", repr(text), "choose one of them") from None


def run_m(args: argparse.Namespace) -> Result:
    """``growthpoles m``."""
    return _simulated(
        args, "m_profile", neighbours=args.neighbours, radii=_radii(args), null=args.null, least=args.least
    )


def run_ripley(args: argparse.Namespace) -> Result:
    """``growthpoles ripley``."""
    return _simulated(
        args,
        "ripley_profile",
        radii=_radii(args),
        window=None if args.window is None else tuple(args.window),
        correction=args.correction,
        function=args.function,
        null=args.null,
    )


def run_foci(args: argparse.Namespace) -> Result:
    """``growthpoles foci``."""
    import json

    from growthpoles.errors import InputError
    from growthpoles.results import write_atomically

    if not args.reference:
        raise InputError("an industry whose foci to look for", "none", "name its codes with --reference")
    found = _simulated(args, "foci_profile", radius=args.radius, least=args.least, q=args.q)
    if args.geojson:
        write_atomically(args.geojson, (json.dumps(found.geojson, ensure_ascii=False) + "\n").encode())
    return found.result
