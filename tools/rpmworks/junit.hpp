// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "schedule/outcome.hpp"

namespace rpmworks::cli {

/// A build as JUnit's XML, which CI systems show: one test case a package, with its time; a `failure` where
/// the build failed, an `error` where something else did, `skipped` where it was not built. The elements are
/// those that Jenkins' and GitLab's readers know (https://github.com/testmoapp/junitxml). No time stamps.
std::string junit_xml(const schedule::Outcome& outcome, const std::string& target);

/// The same for a run that ended before any build, as its one test case.
std::string junit_xml(const Error& error, const std::string& target);

}  // namespace rpmworks::cli
