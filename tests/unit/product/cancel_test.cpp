// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include <future>

#include "core/error.hpp"
#include "product/srpms.hpp"
#include "unit/product/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::product;

namespace {

/// How making all source packages of a session ended.
ExitCode ending_of(Session& session) {
  try {
    const config::Target target = choose_target(session);
    srpms(session, choose_packages(session.config, target, {}), target);
    return ExitCode::done;
  } catch (const Error& error) {
    return error.code();
  }
}

}  // namespace

TEST_CASE("a cancelled session ends, and other sessions of the process continue") {
  test::ProductFixture cancelled;
  test::ProductFixture other;
  for (const char* name : {"one", "two", "three"}) {
    cancelled.add(name);
    other.add(name);
  }
  Session ends = cancelled.open();
  Session goes_on = other.open();
  // The second session starts only when the first is at work, so that both work when one is cancelled.
  std::promise<void> begun;
  std::promise<void> both;
  const std::shared_future<void> is_both = both.get_future().share();
  cancelled.heard->on_begin = [&](const std::string& verb) {
    if (verb != "making") return;
    begun.set_value();
    is_both.wait();
    ends.cancel.request();
  };
  other.heard->on_begin = [&](const std::string& verb) {
    if (verb == "making") both.set_value();
  };
  auto first = std::async(std::launch::async, [&] { return ending_of(ends); });
  begun.get_future().wait();
  auto second = std::async(std::launch::async, [&] { return ending_of(goes_on); });
  CHECK(first.get() == ExitCode::interrupted);
  CHECK(second.get() == ExitCode::done);

  cancelled.heard->on_begin = other.heard->on_begin = nullptr;
  CHECK(ending_of(ends) == ExitCode::interrupted);
  CHECK(ending_of(goes_on) == ExitCode::done);
  // A cancellation of a session does not affect the calling thread.
  CHECK_FALSE(rpmworks::cancelled());
}
