// SPDX-License-Identifier: GPL-3.0-or-later
#include "junit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "sinks.hpp"

namespace rpmworks::cli {

namespace {

// XML 1.0 has no place for most control characters, and logs have them; `harmless` makes them "?".
std::string xml(const std::string& text) {
  std::string escaped;
  for (const char c : harmless(text)) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string test_case(const std::string& target, const std::string& name, std::chrono::nanoseconds elapsed,
                      const std::string& content) {
  const std::string head = fmt::format(R"(    <testcase classname="{}" name="{}" time="{:.3f}")", xml(target),
                                       xml(name), seconds(elapsed));
  return content.empty() ? head + "/>\n" : fmt::format("{}>\n      {}\n    </testcase>\n", head, content);
}

std::string fault(const Error& error) {
  const bool is_build = error.code() == ExitCode::build;
  return fmt::format(R"(<{0} message="{1}" type="{2}">{3}</{0}>)", is_build ? "failure" : "error",
                     xml(error.what()), is_build ? "build" : fmt::format("exit {}", int(error.code())),
                     xml(error.render()));
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
      numbers, xml(target), cases);
}

}  // namespace

std::string junit_xml(const build::Outcome& outcome, const std::string& target) {
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
    cases += test_case(target, one.name, {}, fmt::format(R"(<skipped message="{}"/>)", xml(one.why())));
  return document(target, counts, elapsed, cases);
}

std::string junit_xml(const Error& error, const std::string& target) {
  const bool is_build = error.code() == ExitCode::build;
  return document(target,
                  {.tests = 1, .failures = is_build ? size_t{1} : 0, .errors = is_build ? size_t{0} : 1}, {},
                  test_case(target, "plan", {}, fault(error)));
}

}  // namespace rpmworks::cli
