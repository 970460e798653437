"""The numbers of a city: where its waste goes, what that costs its people, district by district."""
