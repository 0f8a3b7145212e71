// SPDX-License-Identifier: GPL-3.0-or-later
#include "junit.hpp"

#include <fmt/format.h>

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
};

std::string document(const std::string& target, const Counts& counts, std::chrono::nanoseconds elapsed,
                     const std::string& cases) {
  const std::string numbers =
      fmt::format(R"(tests="{}" failures="{}" errors="{}" skipped="{}" time="{:.3f}")", counts.tests,
                  counts.failures, counts.errors, counts.skipped, seconds(elapsed));
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"rpmworks build\" {0}>\n"
      "  <testsuite name=\"{1}\" {0}>\n"
      "{2}"
      "  </testsuite>\n"
      "</testsuites>\n",
      numbers, escape(target), cases);
}

}  // namespace

std::string junit_xml(const schedule::Outcome& outcome, const std::string& target) {
  Counts counts{.tests = outcome.results.size() + outcome.failed.size() + outcome.not_built.size(),
                .skipped = outcome.not_built.size()};
  std::chrono::nanoseconds elapsed{};
  std::string cases;
  for (const auto& result : outcome.results) {
    elapsed += result.elapsed;
    cases += test_case(target, result.name, result.elapsed, "");
  }
  for (const auto& one : outcome.failed) {
    elapsed += one.elapsed;
    ++(one.error.code() == ExitCode::build ? counts.failures : counts.errors);
    cases += test_case(target, one.name, one.elapsed, fault(one.error));
  }
  for (const auto& one : outcome.not_built)
    cases += test_case(target, one.name, {}, fmt::format(R"(<skipped message="{}"/>)", escape(one.why())));
  return document(target, counts, elapsed, cases);
}

std::string junit_xml(const Error& error, const std::string& target) {
  const bool is_build = error.code() == ExitCode::build;
  return document(target,
                  {.tests = 1, .failures = is_build ? size_t{1} : 0, .errors = is_build ? size_t{0} : 1}, {},
                  test_case(target, "plan", {}, fault(error)));
}

}  // namespace rpmworks::cli
