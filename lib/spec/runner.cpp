// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/runner.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/printable.hpp"
#include "core/text.hpp"
#include "inside/paths.hpp"
#include "spec/inside_program.hpp"

namespace rpmworks::spec {

namespace {

constexpr size_t k_shown_lines = 6;
constexpr size_t k_most_lines_read = 1000;
constexpr size_t k_longest_line = 300;

sandbox::Sandbox box_of(const SandboxPaths& paths, const Bounds& bounds) {
  sandbox::Sandbox box;
  box.program = sandbox::Program{inside_program(), inside::helper};
  if (!paths.tree.empty()) box.binds.push_back({paths.tree, inside::tree, false});
  if (!paths.sources.empty()) box.binds.push_back({paths.sources, inside::sources, paths.writes_sources});
  if (!paths.results.empty()) box.binds.push_back({paths.results, inside::results, true});
  if (!paths.package.empty())
    box.binds.push_back({paths.package, inside::package / paths.package.filename(), false});
  box.env["SOURCE_DATE_EPOCH"] = std::to_string(paths.epoch);
// A sanitizer's shadow memory needs far more address space than any limit.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  box.limits.memory_bytes = bounds.memory_bytes;
#endif
  return box;
}

// Replaces the sandbox's paths in a message with the paths in the tree.
std::string as_in_tree(std::string text) {
  for (const fs::path& folder : {inside::tree, inside::sources, inside::package}) {
    const std::string prefix = folder.string() + "/";
    for (size_t at = 0; (at = text.find(prefix, at)) != std::string::npos;) text.erase(at, prefix.size());
  }
  return text;
}

// What the spec's commands wrote to stderr, without repeated lines: rpm may expand a command several times.
std::vector<std::string> printed_by_commands(const ProcessResult& result) {
  std::vector<std::string> lines;
  for (const auto& line : last_lines(result.err, k_most_lines_read)) {
    if (trim(line).empty()) continue;
    std::string shown = as_in_tree(printable(trim(line), k_longest_line));
    if (std::ranges::find(lines, shown) == lines.end()) lines.push_back(std::move(shown));
  }
  return lines;
}

std::vector<std::string> last_printed(const ProcessResult& result) {
  std::vector<std::string> lines = printed_by_commands(result);
  if (lines.size() > k_shown_lines) lines.erase(lines.begin(), lines.end() - k_shown_lines);
  for (auto& line : lines) line.insert(0, "the spec's commands: ");
  return lines;
}

Error told(const Error& from, const ProcessResult& result) {
  Error error(from.code(), as_in_tree(from.what()));
  std::move(error).hint(from.hint());
  for (const auto& note : from.notes()) std::move(error).note(as_in_tree(note));
  std::move(error).notes(last_printed(result));
  if (from.where()) {
    SourcePosition where = *from.where();
    where.file = as_in_tree(where.file);
    std::move(error).at(std::move(where));
  }
  return error;
}

std::string spec_of(const inside::Query& query) {
  return as_in_tree(fs::path(query.file).string());
}

[[noreturn]] void throw_unanswered(const inside::Query& query, const ProcessResult& result,
                                   const Bounds& bounds) {
  const std::string how =
      result.signal ? fmt::format("signal {}", result.signal) : fmt::format("exit code {}", result.exit_code);
  throw Error(ExitCode::invalid, fmt::format("rpm ended while it parsed the spec ({})", how))
      .at({.file = spec_of(query)})
      .notes(last_printed(result))
      .hint(fmt::format("a spec must not end rpm or use more than {} of memory",
                        human_bytes(bounds.memory_bytes)));
}

Command command_in(const SandboxPaths& paths, const Bounds& bounds) {
  Command command{.argv = {inside::helper.string()}};
  if (!paths.target.empty()) command.argv.push_back(paths.target);
  command.cwd = paths.tree.empty() || paths.without_tree ? fs::path("/") : inside::tree / paths.folder;
  command.output_limit = bounds.printed_bytes;
  return command;
}

}  // namespace

Runner::Runner(const SandboxPaths& paths, const Bounds& bounds)
    : m_sandbox(box_of(paths, bounds), command_in(paths, bounds)) {}

inside::Answer Runner::ask(inside::Query query, const Bounds& bounds) {
  inside::Answer answer = ask_keeping_error(std::move(query), bounds);
  if (answer.error) throw std::move(*answer.error);
  return answer;
}

inside::Answer Runner::ask_keeping_error(inside::Query query, const Bounds& bounds) {
  query.file_bytes = bounds.file_bytes;
  const ProcessResult result = m_sandbox.finish(query.to_json(), bounds.deadline);
  if (result.timed_out)
    throw Error(ExitCode::invalid, fmt::format("rpm took longer than {} to parse the spec and was stopped",
                                               human_duration(bounds.deadline)))
        .at({.file = spec_of(query)})
        .hint("look for commands that do not end in its %(…) and %{lua:…}");
  if (result.said_too_much)
    throw Error(ExitCode::invalid,
                fmt::format("the spec makes rpm print more than {}", human_bytes(bounds.printed_bytes)))
        .at({.file = spec_of(query)})
        .hint("look for commands that print without end in its %(…) and %{lua:…}");
  if (result.out.empty()) throw_unanswered(query, result, bounds);
  inside::Answer answer = inside::Answer::from_json(result.out);
  if (answer.error) answer.error = told(*answer.error, result);
  answer.unparsable_spec = as_in_tree(printable(answer.unparsable_spec));
  for (auto& doubt : answer.doubts) doubt = as_in_tree(printable(doubt));
  for (auto& warning : answer.spec.warnings) warning = as_in_tree(printable(warning));
  answer.printed = printed_by_commands(result);
  return answer;
}

inside::Answer ask(const SandboxPaths& paths, const inside::Query& query, const Bounds& bounds) {
  return Runner(paths, bounds).ask(query, bounds);
}

}  // namespace rpmworks::spec
