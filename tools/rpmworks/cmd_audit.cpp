// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <array>
#include <memory>

#include "audit_output.hpp"
#include "command.hpp"
#include "core/json.hpp"
#include "output.hpp"
#include "place_settings.hpp"

namespace rpmworks::cli {

namespace {

constexpr size_t k_shown_answers = 50;

struct AuditOptions {
  std::vector<std::string> arguments;
  /// The options that ask for one kind of thing, in the order of audit::Kind.
  std::array<std::vector<std::string>, 8> asked;
  std::vector<std::string> advisories;
  bool without_source = false;
  bool outdated = false;
  bool vulnerable = false;
  bool upstreams = false;
  bool any_vendor = false;
  bool all = false;
  bool exit_code = false;
  std::string exported;  ///< format
  fs::path output;

  std::vector<audit::Question> questions() const {
    std::vector<audit::Question> questions;
    for (size_t kind = 0; kind < asked.size(); ++kind)
      for (const auto& text : asked[kind])
        questions.push_back({.kind = static_cast<audit::Kind>(kind), .text = text});
    return questions;
  }
  bool is_report() const { return without_source || outdated || vulnerable; }
};

pipeline::AuditRequest request_of(const AuditOptions& options, const Context& context) {
  return {.places = options.arguments,
          .advisories = {options.advisories.begin(), options.advisories.end()},
          .any_vendor = options.any_vendor,
          .limit = options.all || context.json() ? 0 : k_shown_answers};
}

// As grep: 0 if something was found, else 1.
ExitCode audit_code(const AuditOptions& options, bool found) {
  return options.exit_code && !found ? ExitCode::failed : ExitCode::done;
}

ExitCode run_report(Context& context, const AuditOptions& options) {
  const auto request = request_of(options, context);
  const auto settings = place_settings(context);
  if (options.vulnerable) {
    const auto found = pipeline::audit_vulnerable(request, options.upstreams, settings, context.reporter());
    context.json() ? print_json(vulnerable_json(found)) : print(vulnerable_text(found));
    return audit_code(options, !found.answer.affected.empty());
  }
  const auto found = options.outdated ? pipeline::audit_outdated(request, settings, context.reporter())
                                      : pipeline::audit_without_source(request, settings, context.reporter());
  if (context.json())
    print_json(listed_json(found, options.outdated ? "outdated" : "without_source"));
  else
    print(listed_text(found, options.outdated ? "no upstream has a newer version of its packages"
                                              : "every package has its source package"));
  return audit_code(options, !found.answer.empty());
}

ExitCode run_export(Context& context, const AuditOptions& options) {
  if (options.output.empty())
    throw Error(ExitCode::usage, "--export needs -o, the folder for the files")
        .hint("rpmworks audit --export csaf -o advisories");
  const auto files = pipeline::exported_advisories(request_of(options, context), options.exported,
                                                   place_settings(context), context.reporter());
  make_folders(options.output);
  Json written = Json::array();
  for (const auto& file : files) {
    write_result(options.output / file.name, file.text);
    written.push_back((options.output / file.name).string());
  }
  if (context.json()) {
    print_json({{"written", std::move(written)}});
    return ExitCode::done;
  }
  for (const Json& file : written) print(file.text() + "\n");
  if (files.empty()) print("no security advisories\n");
  return ExitCode::done;
}

ExitCode run_audit(Context& context, AuditOptions options) {
  std::vector<audit::Question> questions = options.questions();
  const int reports = int{options.without_source} + int{options.outdated} + int{options.vulnerable} +
                      int{!options.exported.empty()};
  if (reports > 1 || (reports == 1 && !questions.empty()))
    throw Error(ExitCode::usage, "a report and another question exclude each other")
        .hint("ask one question at a time");
  if (options.upstreams && !options.vulnerable)
    throw Error(ExitCode::usage, "--upstreams needs --vulnerable")
        .hint("rpmworks audit --vulnerable --upstreams");
  if (!options.exported.empty()) return run_export(context, options);
  if (!options.output.empty())
    throw Error(ExitCode::usage, "-o needs --export").hint("rpmworks audit --export osv -o advisories");
  if (options.is_report()) return run_report(context, options);
  if (questions.empty()) {
    if (options.arguments.empty())
      throw Error(ExitCode::usage, "nothing to look for")
          .hint(
              "give the name of a package, a file, a digest, a CVE number, or an option such as --license "
              "MIT");
    questions = audit::questions_for(options.arguments.back());
    options.arguments.pop_back();
  }
  const auto answer = pipeline::audit_questions(request_of(options, context), questions,
                                                place_settings(context), context.reporter());
  context.json() ? print_json(answer_json(answer)) : print(answer_text(answer));
  return audit_code(options, !answer.answer.found.empty());
}

}  // namespace

Action declare_audit(OptionSet& set) {
  auto options = std::make_shared<AuditOptions>();
  set.add("ARGUMENT", options->arguments,
          "[RELEASE…] QUERY: releases by name, and other places as for diff (default: all releases of the "
          "workspace); then what to look for, unless an option says it");
  const auto ask = [&](audit::Kind kind, const char* value, const char* help) {
    set.add("--" + audit::name_of(kind), options->asked.at(static_cast<size_t>(kind)), help)
        .value(value)
        .one_value_each();
  };
  set.heading("Look for");
  ask(audit::Kind::package, "NAME", "packages by name, NEVRA or pattern");
  ask(audit::Kind::source, "NAME", "packages built from a source package");
  ask(audit::Kind::license, "ID", "packages with a licence or exception in their expression");
  ask(audit::Kind::signer, "KEY", "packages signed by a key: fingerprint, its end, or a part of the user id");
  ask(audit::Kind::file, "PATH", "packages with a file; a pattern may be given");
  ask(audit::Kind::digest, "HEX", "packages and files with a digest, or its first 7 or more digits");
  ask(audit::Kind::commit, "HEX", "packages made from a commit, or its first 7 or more digits");
  ask(audit::Kind::advisory, "ID", "packages that an advisory or vulnerability is about");
  set.heading("Reports");
  set.flag("--without-source", options->without_source,
           "packages whose source package is not in their release");
  set.flag("--outdated", options->outdated, "packages of upstreams that have a newer version now");
  set.flag("--vulnerable", options->vulnerable, "packages that security advisories list in a later version");
  set.add("--export", options->exported,
          "write the security advisories that the product issued itself, one file each: osv or csaf")
      .value("FORMAT")
      .one_of({"osv", "csaf"});
  set.add("-o,--output", options->output, "with --export: the folder for the files").value("DIR");
  set.heading("Options");
  set.add("--advisories", options->advisories,
          "also use the advisories in this file or folder: OSV, CSAF or updateinfo.xml; repeatable")
      .value("PATH")
      .one_value_each();
  set.flag("--upstreams", options->upstreams,
           "with --vulnerable: also use the advisories that upstreams have now");
  set.flag("--any-vendor", options->any_vendor,
           "compare the packages of all vendors with advisories, by name only: also your own builds");
  set.flag("--all", options->all, "list all answers, not only the first 50");
  set.flag("--exit-code", options->exit_code, "exit with 1 if nothing is found, with 0 if something is");
  return [options](Context& context) { return run_audit(context, *options); };
}

}  // namespace rpmworks::cli
