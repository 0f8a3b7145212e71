# SPDX-License-Identifier: MIT
import unittest

import greetings


class GreetingTest(unittest.TestCase):
    def test_world(self):
        self.assertEqual(greetings.greeting(), "Hello, world!")

    def test_languages(self):
        self.assertEqual(greetings.greeting("Ada", "de"), "Hallo, Ada!")

    def test_unknown_language(self):
        with self.assertRaises(KeyError):
            greetings.greeting("Ada", "xx")


if __name__ == "__main__":
    unittest.main()
