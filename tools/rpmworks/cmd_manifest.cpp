// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include "command.hpp"
#include "output.hpp"
#include "place_settings.hpp"

namespace rpmworks::cli {

namespace {

struct ManifestOptions {
  std::string place;
  std::string format = "text";
};

ExitCode run_manifest(Context& context, const ManifestOptions& options) {
  const manifest::Manifest manifest =
      pipeline::read_place(options.place, place_settings(context), context.reporter()).manifest;
  if (context.json() || options.format == "json")
    print(manifest.to_json());
  else
    print(options.format == "csv" ? manifest.to_csv() : manifest.to_text());
  return ExitCode::done;
}

}  // namespace

Action declare_manifest(OptionSet& set) {
  auto options = std::make_shared<ManifestOptions>();
  set.add("PLACE", options->place,
          "a release, a folder, a URL, a manifest.json, a repos.lock, an rpm database, an installed root")
      .required();
  set.add("--format", options->format, "json, csv or text")
      .value("FORMAT")
      .one_of({"json", "csv", "text"})
      .shows_default();
  return [options](Context& context) { return run_manifest(context, *options); };
}

}  // namespace rpmworks::cli
