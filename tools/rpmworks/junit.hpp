// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "publishing/publish.hpp"
#include "schedule/outcome.hpp"

namespace rpmworks::cli {

/// A build as JUnit XML, which CI systems display: one test case a package, with its duration. `failure`
/// means that the build failed, `error` that something else failed, `skipped` that the package was not built.
/// Uses the elements that Jenkins and GitLab read (https://github.com/testmoapp/junitxml). Contains no
/// timestamps. A run for several targets has a test suite for each; otherwise the only one is named `target`.
/// `checks` are in a test suite named "gates".
std::string junit_xml(const schedule::Outcome& outcome, const std::string& target,
                      const std::vector<gates::Check>& checks = {});

/// The same for a run that ended before any build; the error is its only test case.
std::string junit_xml(const Error& error, const std::string& target);

/// The same for a run that ended between the builds and the gates; the error is the only test case of the
/// test suite "release".
std::string junit_xml(const schedule::Outcome& outcome, const std::string& target, const Error& error);

/// The gates of a release as JUnit XML: a test case for each check. Its text lists the findings, `skipped`
/// says why a gate did not run, and `system-out` shows waived findings and notes.
std::string junit_xml(const std::vector<gates::Check>& checks);

}  // namespace rpmworks::cli
