// SPDX-License-Identifier: GPL-3.0-or-later
#include "junit.hpp"

#include <fmt/format.h>

#include <vector>

#include "core/text.hpp"
#include "report/markup.hpp"

namespace rpmworks::cli {

using report::escape;

namespace {

std::string test_case(const std::string& target, const std::string& name, std::chrono::nanoseconds elapsed,
                      const std::string& content) {
  const std::string head = fmt::format(R"(    <testcase classname="{}" name="{}" time="{:.3f}")",
                                       escape(target), escape(name), seconds(elapsed));
  return content.empty() ? head + "/>\n" : fmt::format("{}>\n      {}\n    </testcase>\n", head, content);
}

std::string fault(const Error& error) {
  const bool is_build = error.code() == ExitCode::build;
  return fmt::format(R"(<{0} message="{1}" type="{2}">{3}</{0}>)", is_build ? "failure" : "error",
                     escape(error.what()), is_build ? "build" : fmt::format("exit {}", int(error.code())),
                     escape(error.render()));
}

struct Counts {
  size_t tests = 0;
  size_t failures = 0;
  size_t errors = 0;
  size_t skipped = 0;
  std::chrono::nanoseconds elapsed{};

  void add(const Counts& other) {
    tests += other.tests;
    failures += other.failures;
    errors += other.errors;
    skipped += other.skipped;
    elapsed += other.elapsed;
  }
  // Jenkins' schema (junit-10.xsd) has no `skipped` for all suites together.
  std::string attributes(bool of_all = false) const {
    return fmt::format(R"(tests="{}" failures="{}" errors="{}"{} time="{:.3f}")", tests, failures, errors,
                       of_all ? "" : fmt::format(R"( skipped="{}")", skipped), seconds(elapsed));
  }
};

/// The test cases of one target.
struct Suite {
  std::string target;
  Counts counts;
  std::string cases;
};

std::string document(const std::vector<Suite>& suites, const std::string& name = "rpmworks build") {
  Counts all;
  std::string text;
  for (const Suite& suite : suites) {
    all.add(suite.counts);
    text += fmt::format("  <testsuite name=\"{}\" {}>\n{}  </testsuite>\n", escape(suite.target),
                        suite.counts.attributes(), suite.cases);
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"{}\" {}>\n{}</testsuites>\n",
      name, all.attributes(true), text);
}

Suite suite_of(const schedule::Outcome& outcome, const std::string& target) {
  const auto is_for_other = [&](const auto& one) { return !outcome.targets.empty() && one.target != target; };
  Suite suite{.target = target, .counts = {}, .cases = {}};
  Counts& counts = suite.counts;
  for (const auto& result : outcome.results) {
    if (is_for_other(result)) continue;
    counts.add({.tests = 1, .elapsed = result.elapsed});
    suite.cases += test_case(target, result.name, result.elapsed, "");
  }
  for (const auto& one : outcome.failed) {
    if (is_for_other(one)) continue;
    const bool is_build = one.error.code() == ExitCode::build;
    counts.add({.tests = 1,
                .failures = is_build ? size_t{1} : 0,
                .errors = is_build ? size_t{0} : 1,
                .elapsed = one.elapsed});
    suite.cases += test_case(target, one.name, one.elapsed, fault(one.error));
  }
  for (const auto& one : outcome.not_built) {
    if (is_for_other(one)) continue;
    counts.add({.tests = 1, .skipped = 1});
    suite.cases +=
        test_case(target, one.name, {}, fmt::format(R"(<skipped message="{}"/>)", escape(one.why())));
  }
  return suite;
}

std::string content_of(const gates::Check& check) {
  if (!check.not_checked.empty()) return fmt::format(R"(<skipped message="{}"/>)", escape(check.not_checked));
  std::string content;
  if (!check.passed) {
    const std::string& first = check.findings.front().text;
    content = fmt::format(R"(<failure message="{}" type="{}">{}</failure>)", escape(first),
                          escape(check.name), escape(join(gates::texts_of(check.findings), "\n")));
  }
  std::vector<std::string> lines;
  for (const auto& [finding, waiver] : check.waived)
    lines.push_back(fmt::format("waived by {} until {}: {} ({})", waiver.owner, waiver.expires, finding.text,
                                waiver.reason));
  for (const auto& note : check.notes) lines.push_back("note: " + note);
  if (!lines.empty()) content += fmt::format("<system-out>{}</system-out>", escape(join(lines, "\n")));
  return content;
}

Suite suite_of(const std::vector<gates::Check>& checks) {
  Suite suite{.target = "gates", .counts = {}, .cases = {}};
  for (const auto& check : checks) {
    const bool is_skipped = !check.not_checked.empty();
    suite.counts.add(
        {.tests = 1, .failures = check.passed ? size_t{0} : 1, .skipped = is_skipped ? size_t{1} : 0});
    suite.cases += test_case(check.subject, check.name, {}, content_of(check));
  }
  return suite;
}

Suite suite_of(const Error& error, const std::string& name, const std::string& step) {
  const bool is_build = error.code() == ExitCode::build;
  return {.target = name,
          .counts = {.tests = 1, .failures = is_build ? size_t{1} : 0, .errors = is_build ? size_t{0} : 1},
          .cases = test_case(name, step, {}, fault(error))};
}

std::vector<Suite> suites_of(const schedule::Outcome& outcome, const std::string& target) {
  if (outcome.targets.empty()) return {suite_of(outcome, target)};
  std::vector<Suite> suites;
  for (const auto& one : outcome.targets) suites.push_back(suite_of(outcome, one));
  return suites;
}

}  // namespace

std::string junit_xml(const schedule::Outcome& outcome, const std::string& target,
                      const std::vector<gates::Check>& checks) {
  std::vector<Suite> suites = suites_of(outcome, target);
  if (checks.empty()) return document(suites);
  suites.push_back(suite_of(checks));
  return document(suites, "rpmworks release");
}

std::string junit_xml(const std::vector<gates::Check>& checks) {
  return document({suite_of(checks)}, "rpmworks verify");
}

std::string junit_xml(const Error& error, const std::string& target) {
  return document({suite_of(error, target, "plan")});
}

std::string junit_xml(const schedule::Outcome& outcome, const std::string& target, const Error& error) {
  std::vector<Suite> suites = suites_of(outcome, target);
  suites.push_back(suite_of(error, "release", "compose"));
  return document(suites, "rpmworks release");
}

}  // namespace rpmworks::cli
