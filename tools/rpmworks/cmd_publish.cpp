// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <memory>

#include "command.hpp"
#include "context.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "output.hpp"
#include "publishing/publish.hpp"
#include "publishing/upload.hpp"

namespace rpmworks::cli {

namespace {

struct PublishCommand {
  publishing::PublishOptions publish;
  publishing::UploadRequest upload;
};

void print_text(const std::string& link, const std::string& release, const publishing::Published& published,
                bool dry_run) {
  const std::string& before = published.before;
  if (before == release)
    print(fmt::format("{} already points to {}\n", link, release));
  else
    print(fmt::format("{} {} to {}{}\n", link, dry_run ? "would point" : "now points", release,
                      before.empty() ? "" : fmt::format("; before: {}", before)));
  // For a release that was published already, say what was repaired.
  if (dry_run || before == release)
    for (const auto& file : published.changes)
      print(fmt::format("{} {}\n", dry_run ? "would write" : "wrote", file));
}

Json published_json(const std::string& release, const publishing::Published& published,
                    const PublishCommand& options, const fs::path& link) {
  return {{"current", options.publish.dry_run ? published.before : release},
          {"before", published.before},
          {"path", link.string()},
          {"release", release},
          {"dry_run", options.publish.dry_run},
          {"verification", published.verification == publishing::Verification::known ? "known" : "read"},
          {"mirrors", published.listed},
          {"changes", published.changes}};
}

Json uploaded_json(const publishing::Uploaded& uploaded) {
  return {{"to", uploaded.to},
          {"releases", uploaded.releases},
          {"files", uploaded.files},
          {"read_back", uploaded.read_back.empty() ? Json() : Json(uploaded.read_back)}};
}

ExitCode switch_to(Context& context, const std::string& release, const PublishCommand& options) {
  product::Session& session = context.session();
  const publishing::Published published = publishing::publish(session, release, options.publish);
  if (published.verification == publishing::Verification::known)
    context.reporter().detail(
        fmt::format("{}: not read again, because its files are unchanged since every gate passed "
                    "(--verify reads it)",
                    release));
  const fs::path link = session.workspace.releases() / "current";
  if (!context.json()) print_text(link.string(), release, published, options.publish.dry_run);
  Json json = published_json(release, published, options, link);
  if (!options.upload.to.empty()) {
    flush_results();  // the upload may take long
    publishing::Uploaded uploaded{.to = options.upload.to, .releases = published.listed};
    if (!options.publish.dry_run) uploaded = publishing::upload(session, options.upload);
    json["upload"] = uploaded_json(uploaded);
    if (!context.json())
      print(fmt::format("{} {} with {}{}\n", uploaded.to,
                        options.publish.dry_run ? "would be" : "is up to date", join(uploaded.releases, ", "),
                        uploaded.read_back.empty() || options.publish.dry_run
                            ? ""
                            : fmt::format("; read back at {}", uploaded.read_back)));
  }
  if (context.json()) print_json(json);
  return ExitCode::done;
}

void declare_common(OptionSet& set, PublishCommand& options) {
  set.flag(
      "--verify", options.publish.verify,
      "read the whole release and run every gate, even if its files are unchanged since the gates passed");
  set.flag("--dry-run", options.publish.dry_run, "check the release and show what would be written");
}

}  // namespace

Action declare_publish(OptionSet& set) {
  auto release = std::make_shared<std::string>();
  auto options = std::make_shared<PublishCommand>();
  set.add("RELEASE", *release, "a release of this workspace").required();
  declare_common(set, *options);
  set.add("--to", options->upload.to,
          "then copy the published releases there: an absolute path, ssh://HOST/PATH, HOST:PATH, "
          "rsync://HOST/MODULE/PATH or rclone:REMOTE:PATH")
      .value("DEST");
  set.add("--public-url", options->upload.public_url,
          "with --to: read it back at this address (default: release.baseurl)")
      .value("URL");
  return [release, options](Context& context) {
    context.require_config();
    if (options->upload.to.empty() && !options->upload.public_url.empty())
      throw Error(ExitCode::usage, "--public-url is only for --to")
          .hint("pass --to DEST, too, or omit --public-url");
    options->upload.verify = options->publish.verify;
    context.locked_for_releases();
    // Before anything is published.
    if (!options->upload.to.empty()) publishing::require_destination(context.session(), options->upload);
    return switch_to(context, *release, *options);
  };
}

Action declare_rollback(OptionSet& set) {
  auto release = std::make_shared<std::string>();
  auto options = std::make_shared<PublishCommand>();
  set.add("RELEASE", *release, "the release to publish again (default: the one published before)");
  declare_common(set, *options);
  return [release, options](Context& context) {
    context.require_config();
    context.locked_for_releases();
    return switch_to(context, release->empty() ? publishing::release_before(context.workspace()) : *release,
                     *options);
  };
}

}  // namespace rpmworks::cli
