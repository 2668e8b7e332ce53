//! Cells of Arrow arrays as values of a layer.

use arrow_array::cast::AsArray;
use arrow_array::temporal_conversions::{
    date32_to_datetime, date64_to_datetime, timestamp_ms_to_datetime, timestamp_ns_to_datetime, timestamp_s_to_datetime,
    timestamp_us_to_datetime,
};
use arrow_array::types::{
    Date32Type, Date64Type, Decimal128Type, Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type,
    UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, TimeUnit};
use serde_json::{Map, Value as Json};

use crate::layer::Value;

/// Lists and structures nested deeper than this are not read.
const DEEPEST: usize = 16;

/// True for types of which [`value`] makes values.
pub(super) fn is_readable(data_type: &DataType) -> bool {
    readable(data_type, 0)
}

fn readable(data_type: &DataType, depth: usize) -> bool {
    use DataType as T;
    match data_type {
        T::Null
        | T::Boolean
        | T::Utf8
        | T::LargeUtf8
        | T::Utf8View
        | T::Date32
        | T::Date64
        | T::Timestamp(..)
        | T::Decimal128(..) => true,
        T::List(item) | T::LargeList(item) | T::FixedSizeList(item, _) => {
            depth < DEEPEST && readable(item.data_type(), depth + 1)
        }
        T::Struct(fields) => depth < DEEPEST && fields.iter().all(|field| readable(field.data_type(), depth + 1)),
        T::Dictionary(_, values) => depth < DEEPEST && readable(values, depth + 1),
        other => other.is_integer() || other.is_floating(),
    }
}

/// The value of a row; [`Value::Null`] for types that are not readable and rows that are not there.
pub(super) fn value(array: &dyn Array, row: usize) -> Value {
    if row >= array.len() || array.is_null(row) {
        return Value::Null;
    }
    whole(array, row)
        .or_else(|| fraction(array, row))
        .or_else(|| text(array, row))
        .or_else(|| nested(array, row))
        .unwrap_or_default()
}

fn whole(array: &dyn Array, row: usize) -> Option<Value> {
    use DataType as T;
    let number = match array.data_type() {
        T::Int8 => i64::from(array.as_primitive_opt::<Int8Type>()?.value(row)),
        T::Int16 => i64::from(array.as_primitive_opt::<Int16Type>()?.value(row)),
        T::Int32 => i64::from(array.as_primitive_opt::<Int32Type>()?.value(row)),
        T::Int64 => array.as_primitive_opt::<Int64Type>()?.value(row),
        T::UInt8 => i64::from(array.as_primitive_opt::<UInt8Type>()?.value(row)),
        T::UInt16 => i64::from(array.as_primitive_opt::<UInt16Type>()?.value(row)),
        T::UInt32 => i64::from(array.as_primitive_opt::<UInt32Type>()?.value(row)),
        T::UInt64 => {
            let number = array.as_primitive_opt::<UInt64Type>()?.value(row);
            return Some(i64::try_from(number).map_or(Value::Float(number as f64), Value::Integer));
        }
        T::Boolean => return Some(Value::Bool(array.as_boolean_opt()?.value(row))),
        _ => return None,
    };
    Some(Value::Integer(number))
}

fn fraction(array: &dyn Array, row: usize) -> Option<Value> {
    use DataType as T;
    let number = match array.data_type() {
        T::Float16 => f64::from(array.as_primitive_opt::<Float16Type>()?.value(row).to_f32()),
        // The shortest decimals of the single number, not the digits that make it up.
        T::Float32 => array.as_primitive_opt::<Float32Type>()?.value(row).to_string().parse().ok()?,
        T::Float64 => array.as_primitive_opt::<Float64Type>()?.value(row),
        T::Decimal128(_, scale) => {
            array.as_primitive_opt::<Decimal128Type>()?.value(row) as f64 / 10_f64.powi(i32::from(*scale))
        }
        _ => return None,
    };
    Some(if number.is_finite() { Value::Float(number) } else { Value::Null })
}

fn text(array: &dyn Array, row: usize) -> Option<Value> {
    use DataType as T;
    Some(match array.data_type() {
        T::Utf8 => array.as_string_opt::<i32>()?.value(row).into(),
        T::LargeUtf8 => array.as_string_opt::<i64>()?.value(row).into(),
        T::Utf8View => array.as_string_view_opt()?.value(row).into(),
        T::Date32 => date32_to_datetime(array.as_primitive_opt::<Date32Type>()?.value(row))?.date().to_string().into(),
        T::Date64 => date64_to_datetime(array.as_primitive_opt::<Date64Type>()?.value(row))?.date().to_string().into(),
        T::Timestamp(unit, zone) => {
            let time = match unit {
                TimeUnit::Second => timestamp_s_to_datetime(array.as_primitive_opt::<TimestampSecondType>()?.value(row)),
                TimeUnit::Millisecond => {
                    timestamp_ms_to_datetime(array.as_primitive_opt::<TimestampMillisecondType>()?.value(row))
                }
                TimeUnit::Microsecond => {
                    timestamp_us_to_datetime(array.as_primitive_opt::<TimestampMicrosecondType>()?.value(row))
                }
                TimeUnit::Nanosecond => {
                    timestamp_ns_to_datetime(array.as_primitive_opt::<TimestampNanosecondType>()?.value(row))
                }
            };
            let utc = if zone.is_some() { "Z" } else { "" };
            format!("{}{utc}", time?.to_string().replace(' ', "T")).into()
        }
        _ => return None,
    })
}

fn nested(array: &dyn Array, row: usize) -> Option<Value> {
    use DataType as T;
    match array.data_type() {
        T::Dictionary(..) => {
            let dictionary = array.as_any_dictionary_opt()?;
            let Value::Integer(key) = value(dictionary.keys(), row) else { return None };
            Some(value(dictionary.values().as_ref(), usize::try_from(key).ok()?))
        }
        T::List(_) => Some(list(&array.as_list_opt::<i32>()?.value(row))),
        T::LargeList(_) => Some(list(&array.as_list_opt::<i64>()?.value(row))),
        T::FixedSizeList(..) => Some(list(&array.as_fixed_size_list_opt()?.value(row))),
        T::Struct(fields) => {
            let parts = array.as_struct_opt()?;
            let member = |(number, name): (usize, String)| (name, json(value(parts.column(number).as_ref(), row)));
            let names = fields.iter().map(|field| field.name().clone()).enumerate();
            Some(Value::Json(Box::new(Json::Object(names.map(member).collect::<Map<String, Json>>()))))
        }
        _ => None,
    }
}

fn list(items: &ArrayRef) -> Value {
    Value::Json(Box::new(Json::Array((0..items.len()).map(|item| json(value(items.as_ref(), item))).collect())))
}

fn json(value: Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(value) => value.into(),
        Value::Integer(value) => value.into(),
        Value::Float(value) => value.into(),
        Value::Text(value) => value.into(),
        Value::Json(value) => *value,
    }
}
