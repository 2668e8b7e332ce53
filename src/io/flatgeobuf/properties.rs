//! Properties of FlatGeobuf: column numbers and values one after the other.

use ::flatgeobuf::ColumnType;

use crate::layer::Value;

/// The values of a feature by column.
///
/// # Errors
/// What is wrong with the bytes.
pub(super) fn values(bytes: &[u8], columns: &[ColumnType]) -> Result<Vec<Value>, String> {
    let mut values = vec![Value::Null; columns.len()];
    let mut rest = Rest(bytes);
    // One byte behind the last value is passed over, as by GDAL: alldatatypes.fgb of the format's own repository has one.
    let spare = usize::from(bytes.len() > 1);
    while rest.0.len() > spare {
        let column = usize::from(u16::from_le_bytes(rest.take()?));
        let kind = *columns.get(column).ok_or_else(|| format!("there is no column {column}"))?;
        values[column] = rest.value(kind)?;
    }
    Ok(values)
}

struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn bytes(&mut self, count: usize) -> Result<&'a [u8], String> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or("its properties end within a value")?;
        self.0 = rest;
        Ok(taken)
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], String> {
        self.bytes(N)?.try_into().map_err(|_| "its properties end within a value".to_string())
    }

    fn text(&mut self) -> Result<&'a str, String> {
        let length = u32::from_le_bytes(self.take()?) as usize;
        std::str::from_utf8(self.bytes(length)?).map_err(|_| "a text is not UTF-8".to_string())
    }

    fn value(&mut self, kind: ColumnType) -> Result<Value, String> {
        let float = |number: f64| if number.is_finite() { Value::Float(number) } else { Value::Null };
        Ok(match kind {
            ColumnType::Bool => Value::Bool(self.take::<1>()?[0] != 0),
            ColumnType::Byte => Value::Integer(i64::from(i8::from_le_bytes(self.take()?))),
            ColumnType::UByte => Value::Integer(i64::from(u8::from_le_bytes(self.take()?))),
            ColumnType::Short => Value::Integer(i64::from(i16::from_le_bytes(self.take()?))),
            ColumnType::UShort => Value::Integer(i64::from(u16::from_le_bytes(self.take()?))),
            ColumnType::Int => Value::Integer(i64::from(i32::from_le_bytes(self.take()?))),
            ColumnType::UInt => Value::Integer(i64::from(u32::from_le_bytes(self.take()?))),
            ColumnType::Long => Value::Integer(i64::from_le_bytes(self.take()?)),
            ColumnType::ULong => {
                let number = u64::from_le_bytes(self.take()?);
                i64::try_from(number).map_or(Value::Float(number as f64), Value::Integer)
            }
            // The shortest decimals of the single number, not the digits that make it up.
            ColumnType::Float => float(f32::from_le_bytes(self.take()?).to_string().parse().unwrap_or(f64::NAN)),
            ColumnType::Double => float(f64::from_le_bytes(self.take()?)),
            ColumnType::String | ColumnType::DateTime => Value::Text(self.text()?.to_string()),
            ColumnType::Json => {
                let text = self.text()?;
                serde_json::from_str(text).map_or_else(|_| Value::Text(text.to_string()), Value::Json)
            }
            ColumnType::Binary => {
                let length = u32::from_le_bytes(self.take()?) as usize;
                self.bytes(length)?;
                Value::Null
            }
            other => return Err(format!("a column is of type {}, which is not known", other.0)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_by_their_column() {
        let columns = [ColumnType::Int, ColumnType::String, ColumnType::Float];
        let bytes = [[1, 0, 2, 0, 0, 0, b'a', b'b'].as_slice(), &[2, 0], &0.1_f32.to_le_bytes()].concat();
        assert_eq!(values(&bytes, &columns), Ok(vec![Value::Null, "ab".into(), Value::Float(0.1)]));
        assert_eq!(values(&[&bytes[..], &[0]].concat(), &columns), values(&bytes, &columns));
        assert_eq!(values(&[], &columns), Ok(vec![Value::Null; 3]));
    }

    #[test]
    fn damaged_properties_are_refused() {
        let columns = [ColumnType::String];
        for bytes in [&[0][..], &[1, 0, 0, 0, 0, 0], &[0, 0, 255, 255, 255, 255, 1], &[0, 0, 1, 0, 0, 0, 255]] {
            assert!(values(bytes, &columns).is_err(), "{bytes:?}");
        }
    }
}
