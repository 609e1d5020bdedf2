-- Drops reviews, open ones too, and what is known of past imports; events stay in the log.
DROP TABLE ${log}.transfers;
DROP TABLE ${log}.sync_reviews;
