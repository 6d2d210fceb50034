"""Auditing a live site: crawl, compare views, gather evidence about the site, and keep it all in one file.

```
address ← plan, record ← frontier ← page, sitemap, views, outside ← spider ← crawl      needs Scrapy from spider on
record ← evidence ← run, since                                                          needs nothing
```

The results file is the state: one line for every answer of the server, written as it comes. Whatever kills the
process, the next run reads the lines, knows what is left to do, and asks for nothing twice that was answered.
Scrapy's own `JOBDIR` keeps its queue only through a clean stop (https://github.com/scrapy/scrapy/issues/7978).
"""
