// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <memory>

#include "command.hpp"
#include "context.hpp"
#include "core/json.hpp"
#include "output.hpp"
#include "pipeline/import.hpp"

namespace rpmworks::cli {

namespace {

struct ImportOptions {
  std::string file;
  std::string into;
  std::string target;
};

ExitCode run_import(Context& context, const ImportOptions& options) {
  const config::Target target = product::choose_target(context.session(), {.target = options.target});
  product::Session& session = context.locked();
  const importer::Imported imported =
      pipeline::import_srpm(session, target, {.file = options.file, .into = options.into});
  if (imported.unchanged)
    context.reporter().note(fmt::format("{} was imported before: nothing to do", imported.tag));
  if (!context.json()) {
    print(imported.folder.lexically_normal().string() + "\n");
    return ExitCode::done;
  }
  print_json({{"import",
               {{"package", imported.nevra.str()},
                {"sha256", imported.sha256},
                {"folder", fs::absolute(imported.folder).lexically_normal().string()},
                {"tag", imported.tag},
                {"commit", imported.commit},
                {"upstream_tag", imported.upstream_tag},
                {"unchanged", imported.unchanged}}}});
  return ExitCode::done;
}

}  // namespace

Action declare_import(OptionSet& set) {
  auto options = std::make_shared<ImportOptions>();
  set.add("FILE.src.rpm", options->file, "source package to import").required();
  set.add("--into", options->into, "repository; created if it does not exist (default: ./NAME)").value("DIR");
  set.add("--target", options->target, "use the macros of this target (default: the only one)")
      .value("TARGET");
  return [options](Context& context) { return run_import(context, *options); };
}

}  // namespace rpmworks::cli
