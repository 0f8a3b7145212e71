// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include "command.hpp"
#include "place_settings.hpp"
#include "sbom_output.hpp"

namespace rpmworks::cli {

namespace {

struct ManifestOptions {
  std::string place;
  std::string format = "text";
  std::string profile;
};

ExitCode run_manifest(Context& context, const ManifestOptions& options) {
  const manifest::Manifest manifest =
      pipeline::read_place(options.place, place_settings(context), context.reporter()).manifest;
  return print_manifest(context, manifest, options.format, options.profile);
}

}  // namespace

Action declare_manifest(OptionSet& set) {
  auto options = std::make_shared<ManifestOptions>();
  set.add("PLACE", options->place,
          "a release, a folder, a URL, a manifest.json, a repos.lock, an rpm database, an installed root")
      .required();
  set.add("--format", options->format,
          "json, csv or text; SBOM: spdx (3.0.1), spdx-2.3, cyclonedx (1.7), cyclonedx-1.6; packages: for "
          "libpkgmanifest")
      .value("FORMAT")
      .one_of(manifest_formats())
      .shows_default();
  set.add("--profile", options->profile,
          "also report the fields that bsi-2.1 (BSI TR-03183-2), cisa-2025 or ntia requires and that are not "
          "known; exit code 5 if there are any")
      .value("PROFILE")
      .one_of(sbom_profiles());
  return [options](Context& context) { return run_manifest(context, *options); };
}

}  // namespace rpmworks::cli
