// SPDX-License-Identifier: GPL-3.0-or-later
#include "product/session.hpp"

#include <doctest/doctest.h>

#include "core/error.hpp"
#include "support/errors.hpp"
#include "unit/product/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::product;

TEST_CASE("a product's folders are beside repos.yaml, unless others are given") {
  const TempDir folder(fs::temp_directory_path(), "rpmworks-product-");
  const fs::path top = folder.path();
  const store::Workspace usual =
      workspace_at({.config = top / "repos.yaml", .cache = top / "cache"}, Reporter::silent());
  CHECK(usual.root == top);
  CHECK(usual.store_folder == top / ".rpmworks/store");
  const store::Workspace elsewhere = workspace_at(
      {.config = top / "repos.yaml", .workspace = top / "w", .cache = top / "cache", .store = top / "s"},
      Reporter::silent());
  CHECK(elsewhere.root == top / "w");
  CHECK(elsewhere.store_folder == top / "s");
  const store::Workspace none = workspace_at({.cache = top / "cache"}, Reporter::silent());
  CHECK(none.root.parent_path() == usual.cache / "standalone");
  CHECK(none.store_folder == usual.cache / "standalone/store");
}

TEST_CASE("a session's jobs limit each step, and its Cancellation ends them") {
  test::ProductFixture product;
  Session session = product.open();
  const unsigned processors = thread_limit();
  CHECK(session.threads() == processors);
  session.jobs = 3;
  {
    const SessionScope scope(session);
    CHECK(thread_limit() == 3);
    CHECK(cancel_fd() == session.cancel.descriptor());
  }
  CHECK(thread_limit() == processors);
  CHECK_FALSE(Cancellation::current());
}

TEST_CASE("only one session at a time can use a workspace") {
  test::ProductFixture product;
  {
    const Session first = product.open();
    CHECK(first.lock);
    CHECK(first.config.product == "p");
    CHECK(test::error_of(ExitCode::locked, [&] { (void)product.open(); }) != "");
  }
  CHECK(product.open().lock);
}

TEST_CASE("a session without repos.yaml has the built-in target") {
  test::ProductFixture product;
  product::Locations locations = product.locations();
  locations.config.clear();
  Session session = open_session(locations, product.reporter);
  CHECK(choose_target(session).name == config::Hostbase::k_name);
  CHECK(session.threads() >= 1);
  session.jobs = 3;
  CHECK(session.threads() == 3);
}
